package dev.usbshare.tui;

import java.util.Map;

/** How inks and grounds become colours of a terminal: SGR parameters of ECMA-48 §8.3.117 and xterm's extensions. */
public enum Look {
    /** 24 bits. */
    TRUE_COLOUR {
        @Override
        String sgr(Ink ink, Ground ground) {
            int front = Palette.front(ink, ground).rgb();
            int back = Palette.back(ground).rgb();
            return "0" + (Palette.isBold(ink) ? ";1" : "") + ";38;2;" + rgb(front) + ";48;2;" + rgb(back);
        }
    },
    /** xterm's 256 colours. */
    COLOURS_256 {
        @Override
        String sgr(Ink ink, Ground ground) {
            return "0" + (Palette.isBold(ink) ? ";1" : "") + ";38;5;"
                    + Palette.front(ink, ground).of256() + ";48;5;"
                    + Palette.back(ground).of256();
        }
    },
    /** The 16 that every colour terminal has. */
    COLOURS_16 {
        @Override
        String sgr(Ink ink, Ground ground) {
            return "0" + (Palette.isBold(ink) ? ";1" : "") + ";"
                    + Palette.front(ink, ground).of16() + ";"
                    + (Palette.back(ground).of16() + 10);
        }
    },
    /** Bold, underlined and reversed only. */
    MONOCHROME {
        @Override
        String sgr(Ink ink, Ground ground) {
            String front = Palette.isBold(ink) || ink == Ink.BAD || ink == Ink.FAIR ? "0;1" : "0";
            return switch (ground) {
                case SCREEN, DIALOG -> front;
                case FIELD -> front + ";4";
                case BAR, SELECTED, CODE -> front + ";7";
            };
        }
    };

    private static final int FEW = 8;
    private static final int MANY = 256;

    /** What comes between {@code CSI} and {@code m}; forgets what was before. */
    abstract String sgr(Ink ink, Ground ground);

    /**
     * The best that a terminal shows.
     *
     * @param environment {@code NO_COLOR} (no-color.org) and {@code COLORTERM} are looked at
     * @param colours as terminfo's {@code max_colors} says; less than 8 for none
     */
    public static Look of(Map<String, String> environment, int colours) {
        if (!environment.getOrDefault("NO_COLOR", "").isEmpty() || colours < FEW) {
            return MONOCHROME;
        }
        String depth = environment.getOrDefault("COLORTERM", "");
        if (depth.equals("truecolor") || depth.equals("24bit")) {
            return TRUE_COLOUR;
        }
        return colours >= MANY ? COLOURS_256 : COLOURS_16;
    }

    private static String rgb(int colour) {
        return (colour >> 16) + ";" + (colour >> 8 & 0xff) + ";" + (colour & 0xff);
    }
}
