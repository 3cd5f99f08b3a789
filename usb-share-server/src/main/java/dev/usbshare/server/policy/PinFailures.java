package dev.usbshare.server.policy;

import dev.usbshare.identity.NodeId;
import java.time.Instant;

/**
 * A peer's wrong PINs for a policy since its last right one, as they are kept.
 *
 * @param lockedUntil by the wall clock; in the past if no pause goes on
 */
public record PinFailures(String policy, NodeId peer, int failures, Instant lockedUntil) {}
