/** What users do, on a real control plane, one story a class. */
package dev.cityhall.scenario;
