package dev.usbshare.path;

/** How this node looks from outside. */
enum NatReport {
    /** Not asked, or not answered yet. */
    UNKNOWN,
    /** Nobody who was asked by UDP has answered. */
    BLOCKED,
    /** Everybody sees the same address and port, or only one was asked. */
    STEADY,
    /** Each destination sees another port. */
    SYMMETRIC
}
