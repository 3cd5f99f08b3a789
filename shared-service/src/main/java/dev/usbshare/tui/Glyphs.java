package dev.usbshare.tui;

/** What is drawn where the terminal takes ASCII only. */
final class Glyphs {

    private static final String DRAWN = "─│╭╮╰╯├┤┬┴┼▁▂▃▄▅▆▇█▀░●○◐▸▾▲▼✓✗·…→←↑↓–—×≤↵━";
    private static final String ASCII = "-|+++++++++._-:=+*##:*o~>v^vyx.~><^v--x<<=";

    private Glyphs() {}

    static int ascii(int character) {
        if (character < 0x80) {
            return character;
        }
        int i = DRAWN.indexOf(character);
        return i < 0 ? '?' : ASCII.charAt(i);
    }
}
