/** What benches share: the machine's own figures, how a JVM is started, numbers for readers. */
package dev.cityhall.bench.machine;
