package dev.usbshare.quic;

import java.time.Duration;

/** A connection's path as its transport measures it. */
public record PathStatistics(Duration roundTrip, long sentPackets, long receivedPackets, long lostPackets) {}
