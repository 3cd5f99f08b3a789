package dev.usbshare.console;

import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Who typed one command at a shell, or wrote a script: asked at the terminal if there is one, otherwise standard input tells. */
final class StreamPerson implements Person {

    private final BufferedReader input;
    private final @Nullable Console console;

    /** @param console null without a terminal */
    StreamPerson(BufferedReader input, @Nullable Console console) {
        this.input = input;
        this.console = console;
    }

    @Override
    public int width() {
        return console == null ? UNLIMITED : TerminalSize.columns();
    }

    @Override
    public boolean canBeAsked() {
        return console != null;
    }

    @Override
    public String readInput(String prompt) throws IOException {
        return console != null ? answer(console.readLine("%s", prompt)) : answer(input.readLine());
    }

    @Override
    public char[] readPassword(String prompt) throws IOException {
        if (console == null) {
            return answer(input.readLine()).toCharArray();
        }
        char[] typed = console.readPassword("%s", prompt);
        return typed == null ? new char[0] : typed;
    }

    private static String answer(@Nullable String line) {
        return line == null ? "" : line;
    }
}
