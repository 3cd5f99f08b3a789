package dev.usbshare.console;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** The size of the terminal that standard output is, asked of Linux: a command has no time to open the terminal for it. */
final class TerminalSize {

    private static final int STANDARD_OUTPUT = 1;

    /** TIOCGWINSZ of {@code asm-generic/ioctls.h}, and its {@code struct winsize}: rows, columns and two more. */
    private static final long GET_WINDOW_SIZE = 0x5413;

    private static final int SHORTS = 4;

    private TerminalSize() {}

    /** In columns; {@link Person#UNLIMITED} where nobody knows. */
    @SuppressWarnings("restricted")
    static int columns() {
        if (!System.getProperty("os.name", "").equals("Linux")) {
            return Person.UNLIMITED;
        }
        Linker linker = Linker.nativeLinker();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment size = arena.allocate(ValueLayout.JAVA_SHORT, SHORTS);
            var ioctl = linker.downcallHandle(
                    linker.defaultLookup().findOrThrow("ioctl"),
                    FunctionDescriptor.of(
                            ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG, ValueLayout.ADDRESS),
                    Linker.Option.firstVariadicArg(2));
            int failed = (int) ioctl.invokeExact(STANDARD_OUTPUT, GET_WINDOW_SIZE, size);
            int columns = Short.toUnsignedInt(size.getAtIndex(ValueLayout.JAVA_SHORT, 1));
            return failed != 0 || columns == 0 ? Person.UNLIMITED : columns;
        } catch (Throwable e) {
            return Person.UNLIMITED;
        }
    }
}
