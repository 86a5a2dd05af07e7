/**
 * What integration tests stand on: a real control plane ({@link dev.cityhall.testing.ControlPlane})
 * and the operator as a process of its own under the chart's rights ({@link
 * dev.cityhall.testing.OperatorUnderTest}).
 */
package dev.cityhall.testing;
