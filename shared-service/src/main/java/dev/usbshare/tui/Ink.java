package dev.usbshare.tui;

/** What a text means, from which {@link Look} makes its colour. Nothing is told by an ink alone. */
public enum Ink {
    TEXT,
    /** What counts most: titles, chosen names. */
    STRONG,
    /** Labels and what is there for completeness. */
    FAINT,
    BORDER,
    /** What is alive: names of the selected thing, links. */
    ACCENT,
    GOOD,
    FAIR,
    BAD,
    /** A key to press. */
    KEY,
    /** What comes in. */
    INWARD,
    /** What goes out. */
    OUTWARD
}
