package dev.usbshare.tui;

/** The colours, on a dark ground of their own: readable whatever the terminal's own colours are. */
final class Palette {

    /**
     * One colour for each kind of terminal.
     *
     * @param of16 the SGR parameter for the foreground
     */
    record Colour(int rgb, int of256, int of16) {}

    private static final Colour NIGHT = new Colour(0x14171f, 233, 30);
    private static final Colour SLATE = new Colour(0x262c3a, 236, 34);
    private static final Colour DEEP_BLUE = new Colour(0x1d4f7c, 24, 34);
    private static final Colour PANEL = new Colour(0x1d222d, 235, 30);
    private static final Colour WELL = new Colour(0x333b4d, 238, 34);
    private static final Colour WHITE = new Colour(0xffffff, 231, 97);
    private static final Colour BLACK = new Colour(0x000000, 16, 30);

    private static final Colour MIST = new Colour(0xd8dee9, 253, 37);
    private static final Colour FOG = new Colour(0x8f9bb3, 246, 37);
    private static final Colour PALE_FOG = new Colour(0xb9cbe0, 252, 37);
    private static final Colour LINE = new Colour(0x465066, 240, 37);
    private static final Colour SKY = new Colour(0x62c8ff, 81, 96);
    private static final Colour LEAF = new Colour(0x82dd9a, 114, 92);
    private static final Colour AMBER = new Colour(0xffcb6b, 221, 93);
    private static final Colour ROSE = new Colour(0xff7a8a, 210, 91);
    private static final Colour LILAC = new Colour(0xc3a6ff, 147, 95);

    private Palette() {}

    static Colour front(Ink ink, Ground ground) {
        if (ground == Ground.CODE) {
            return BLACK;
        }
        return switch (ink) {
            case TEXT -> MIST;
            case STRONG -> WHITE;
            case FAINT -> ground == Ground.SELECTED ? PALE_FOG : FOG;
            case BORDER -> LINE;
            case ACCENT, INWARD -> SKY;
            case GOOD -> LEAF;
            case FAIR, KEY -> AMBER;
            case BAD -> ROSE;
            case OUTWARD -> LILAC;
        };
    }

    static Colour back(Ground ground) {
        return switch (ground) {
            case SCREEN -> NIGHT;
            case BAR -> SLATE;
            case SELECTED -> DEEP_BLUE;
            case DIALOG -> PANEL;
            case FIELD -> WELL;
            case CODE -> WHITE;
        };
    }

    static boolean isBold(Ink ink) {
        return ink == Ink.STRONG || ink == Ink.KEY;
    }
}
