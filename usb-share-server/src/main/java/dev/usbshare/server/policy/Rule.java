package dev.usbshare.server.policy;

/** What a policy can rule, in the order in which refusals are told: the PIN last, so that it is asked of nobody in vain. */
public enum Rule {
    /** Which peers. */
    PEERS,
    /** Which interface classes not. */
    BLOCKED_CLASSES,
    /** When. */
    WINDOWS,
    /** How long at a time. */
    MAX_LENGTH,
    /** Who knows the PIN. */
    PIN,
    /** How long unused. */
    IDLE_TIMEOUT,
    /** How fast. */
    BYTES_PER_SECOND,
    /** Who may take the device from others. */
    TAKE_OVER
}
