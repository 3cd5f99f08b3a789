package dev.usbshare.tui;

import dev.usbshare.text.PlainText;
import java.io.Console;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jline.terminal.Attributes;
import org.jline.terminal.Attributes.InputFlag;
import org.jline.terminal.Attributes.LocalFlag;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.InfoCmp.Capability;
import org.jspecify.annotations.Nullable;

/**
 * This process's terminal, taken over: the alternate screen, raw input, no cursor. Given back as it was by {@link #close}, at the
 * latest when the JVM ends, by whatever but SIGKILL. What the process prints meanwhile appears afterwards.
 */
public final class FullScreen implements Glass, AutoCloseable {

    /** Held here, as loggers are collected otherwise and forget that they are off. */
    private static final Logger JLINE_LOG = Logger.getLogger("org.jline");

    private static final Set<String> NO_TYPES = Set.of("", "dumb", "unknown", "emacs");
    private static final Size COMMON = new Size(80, 24);
    private static final String PASTE_ON = "\u001b[?2004h";
    private static final String PASTE_OFF = "\u001b[?2004l";
    private static final String WRAP_OFF = "\u001b[?7l";
    private static final String WRAP_ON = "\u001b[?7h";
    private static final String PLAIN = "\u001b[0m";

    private final Terminal terminal;
    private final Attributes before;
    private final KeyReader keys;
    private final boolean isOurs;
    private final Map<Terminal.Signal, Terminal.SignalHandler> handlers = new EnumMap<>(Terminal.Signal.class);
    private final HeldOutput output;
    private final Thread hook = new Thread(this::giveBack, "terminal");
    private volatile Size size;
    private boolean isClosed;

    private FullScreen(Terminal terminal, boolean isOurs) {
        this.terminal = terminal;
        this.isOurs = isOurs;
        this.keys = new KeyReader(terminal.reader());
        this.before = terminal.getAttributes();
        this.size = measured(terminal);
        this.output = HeldOutput.begin();
    }

    /**
     * Looks whether there is a terminal that can be taken over.
     *
     * @throws NoTerminalException saying why not
     */
    public static void check() throws NoTerminalException {
        if (Optional.ofNullable(System.console()).filter(Console::isTerminal).isEmpty()) {
            throw new NoTerminalException("the dashboard needs a terminal for its input and its output;"
                    + " in a script, ask with the other commands and --json");
        }
        if (NO_TYPES.contains(type())) {
            throw unfit();
        }
    }

    private static String type() {
        return System.getenv().getOrDefault("TERM", "");
    }

    private static NoTerminalException unfit() {
        return new NoTerminalException("the terminal's type, TERM='" + PlainText.printable(type(), 40)
                + "', cannot place its cursor; set TERM to what it is, such as xterm-256color");
    }

    /** Takes over this process's terminal. */
    public static FullScreen open() throws NoTerminalException, IOException {
        JLINE_LOG.setLevel(Level.OFF);
        Terminal terminal;
        try {
            terminal = TerminalBuilder.builder()
                    .system(true)
                    // By stty(1): JLine's native ways write the line speed back as 0, which hangs up a serial line.
                    .providers("exec,ffm,jni")
                    .dumb(false)
                    .nativeSignals(true)
                    .build();
        } catch (IOException | IllegalStateException e) {
            throw new NoTerminalException("the terminal cannot be opened: " + e.getMessage());
        }
        if (terminal.getStringCapability(Capability.cursor_address) == null) {
            terminal.close();
            throw unfit();
        }
        return taken(new FullScreen(terminal, true));
    }

    /** Takes over a terminal that somebody else opened, and will close. */
    public static FullScreen over(Terminal terminal) throws NoTerminalException {
        if (terminal.getStringCapability(Capability.cursor_address) == null) {
            throw unfit();
        }
        return taken(new FullScreen(terminal, false));
    }

    private static FullScreen taken(FullScreen screen) {
        screen.takeOver();
        return screen;
    }

    private void takeOver() {
        Runtime.getRuntime().addShutdownHook(hook);
        terminal.enterRawMode();
        Attributes raw = terminal.getAttributes();
        raw.setLocalFlag(LocalFlag.ISIG, false);
        raw.setInputFlag(InputFlag.IXON, false);
        terminal.setAttributes(raw);
        handle(Terminal.Signal.QUIT, Terminal.SignalHandler.SIG_IGN);
        handle(Terminal.Signal.TSTP, Terminal.SignalHandler.SIG_IGN);
        terminal.puts(Capability.enter_ca_mode);
        terminal.puts(Capability.keypad_xmit);
        terminal.puts(Capability.cursor_invisible);
        terminal.writer().write(WRAP_OFF);
        if (isModern()) {
            terminal.writer().write(PASTE_ON);
        }
        terminal.flush();
    }

    private void handle(Terminal.Signal signal, Terminal.SignalHandler handler) {
        handlers.putIfAbsent(signal, terminal.handle(signal, handler));
    }

    /** Whether it knows the private modes of xterm, as all that have an alternate screen do. */
    private boolean isModern() {
        return terminal.getStringCapability(Capability.enter_ca_mode) != null;
    }

    /** As it was when the terminal last told that it changed: to ask it takes a process. */
    @Override
    public Size size() {
        return size;
    }

    private static Size measured(Terminal terminal) {
        var size = terminal.getSize();
        return size.getColumns() > 0 && size.getRows() > 0 ? new Size(size.getColumns(), size.getRows()) : COMMON;
    }

    @Override
    public Painter painter() {
        Integer colours = terminal.getNumericCapability(Capability.max_colors);
        return new Painter(
                Look.of(System.getenv(), colours == null ? 0 : colours),
                !StandardCharsets.UTF_8.equals(terminal.encoding()));
    }

    @Override
    public @Nullable Key readKey() throws IOException {
        return keys.read();
    }

    @Override
    public void write(String text) throws IOException {
        synchronized (this) {
            if (!isClosed) {
                terminal.writer().write(text);
                terminal.flush();
                if (terminal.writer().checkError()) {
                    throw new IOException("the terminal takes nothing any more");
                }
            }
        }
    }

    @Override
    public void onResize(Runnable changed) {
        handle(Terminal.Signal.WINCH, signal -> {
            size = measured(terminal);
            changed.run();
        });
        // What changed before anybody listened.
        size = measured(terminal);
    }

    @Override
    public void onInterrupt(Runnable interrupted) {
        handle(Terminal.Signal.INT, signal -> interrupted.run());
    }

    private void giveBack() {
        // First, so that the shell's own settings are back even where the terminal takes no more output.
        terminal.setAttributes(before);
        synchronized (this) {
            if (isClosed) {
                return;
            }
            isClosed = true;
            if (isModern()) {
                terminal.writer().write(PASTE_OFF);
            }
            terminal.writer().write(WRAP_ON + PLAIN);
            if (!isModern()) {
                terminal.puts(Capability.clear_screen);
            }
            terminal.puts(Capability.cursor_normal);
            terminal.puts(Capability.keypad_local);
            terminal.puts(Capability.exit_ca_mode);
            terminal.flush();
        }
        output.end();
    }

    @Override
    public void close() throws IOException {
        giveBack();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The JVM is ending, and the hook runs anyway.
        }
        if (isOurs) {
            terminal.close();
        } else {
            handlers.forEach(terminal::handle);
        }
    }
}
