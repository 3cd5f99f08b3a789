package dev.usbshare.console;

import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Terminal;
import org.jspecify.annotations.Nullable;

/** Who sits at the terminal. */
final class TerminalPerson implements Person {

    private static final char HIDDEN = '*';

    private final LineReader reader;

    TerminalPerson(LineReader reader) {
        this.reader = reader;
    }

    Terminal terminal() {
        return reader.getTerminal();
    }

    @Override
    public int width() {
        int columns = reader.getTerminal().getWidth();
        return columns > 0 ? columns : UNLIMITED;
    }

    @Override
    public boolean canBeAsked() {
        return true;
    }

    @Override
    public String readInput(String prompt) throws InterruptedException {
        return read(prompt, null);
    }

    @Override
    public char[] readPassword(String prompt) throws InterruptedException {
        return read(prompt, HIDDEN).toCharArray();
    }

    /** An answer is no command: the history does not keep it. */
    private String read(String prompt, @Nullable Character mask) throws InterruptedException {
        reader.setVariable(LineReader.DISABLE_HISTORY, true);
        try {
            return reader.readLine(prompt, mask);
        } catch (UserInterruptException | EndOfFileException e) {
            throw new InterruptedException("not answered");
        } finally {
            reader.setVariable(LineReader.DISABLE_HISTORY, false);
        }
    }
}
