/** The commands as people type them, and what the demo prints. */
package dev.cityhall.cli;
