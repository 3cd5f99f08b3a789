package dev.usbshare.qr;

/** A QR code as lines of text for a terminal, each line ended by {@code \n}. */
public enum QrTerminal {

    /**
     * Half blocks in black on white, both told to the terminal: right whatever its own colours are. From the fixed part of the
     * 256 colours, which themes leave alone.
     */
    COLOURED {
        @Override
        public String render(QrCode code) {
            return halfBlocks(code, false, "\u001b[38;5;16m\u001b[48;5;231m", "\u001b[0m");
        }
    },

    /** Half blocks without colours, for light text on a dark background. */
    ON_DARK {
        @Override
        public String render(QrCode code) {
            return halfBlocks(code, true, "", "");
        }
    },

    /** Half blocks without colours, for dark text on a light background. */
    ON_LIGHT {
        @Override
        public String render(QrCode code) {
            return halfBlocks(code, false, "", "");
        }
    },

    /** As {@link #ON_DARK}, with nothing but number signs and spaces: twice as large. */
    ASCII_ON_DARK {
        @Override
        public String render(QrCode code) {
            return ascii(code, true);
        }
    },

    /** As {@link #ON_LIGHT}, with nothing but number signs and spaces: twice as large. */
    ASCII_ON_LIGHT {
        @Override
        public String render(QrCode code) {
            return ascii(code, false);
        }
    };

    public abstract String render(QrCode code);

    /** @param inked which modules are drawn: the light ones or the dark ones */
    private static String halfBlocks(QrCode code, boolean inked, String before, String after) {
        var text = new StringBuilder();
        for (int y = 0; y < code.size(); y += 2) {
            text.append(before);
            for (int x = 0; x < code.size(); x++) {
                boolean upper = code.isDark(x, y) != inked;
                boolean lower = code.isDark(x, y + 1) != inked;
                text.append(upper ? (lower ? '█' : '▀') : (lower ? '▄' : ' '));
            }
            text.append(after).append('\n');
        }
        return text.toString();
    }

    private static String ascii(QrCode code, boolean inked) {
        var text = new StringBuilder();
        for (int y = 0; y < code.size(); y++) {
            for (int x = 0; x < code.size(); x++) {
                text.append(code.isDark(x, y) != inked ? "##" : "  ");
            }
            text.append('\n');
        }
        return text.toString();
    }
}
