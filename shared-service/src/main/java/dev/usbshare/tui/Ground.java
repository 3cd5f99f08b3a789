package dev.usbshare.tui;

/** What lies behind a text. */
public enum Ground {
    SCREEN,
    /** The first and the last line. */
    BAR,
    /** The row that keys act on. */
    SELECTED,
    DIALOG,
    /** Where a person types. */
    FIELD,
    /** A QR code: dark on light, whatever the rest looks like. */
    CODE
}
