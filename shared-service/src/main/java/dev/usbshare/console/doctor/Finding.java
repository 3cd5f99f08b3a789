package dev.usbshare.console.doctor;

/**
 * What a check found.
 *
 * @param check its subject in a word or two
 * @param says what is there
 * @param remedy what to do; empty if nothing
 */
public record Finding(Level level, String check, String says, String remedy) {

    /** How it is. */
    public enum Level {
        OK,
        /** It works, and may not be what is wanted. */
        WARN,
        /** It cannot work. */
        FAIL
    }

    public static Finding ok(String check, String says) {
        return new Finding(Level.OK, check, says, "");
    }

    public static Finding warn(String check, String says, String remedy) {
        return new Finding(Level.WARN, check, says, remedy);
    }

    public static Finding fail(String check, String says, String remedy) {
        return new Finding(Level.FAIL, check, says, remedy);
    }
}
