package dev.usbshare.console;

import org.springframework.shell.core.InputReader;

/** Who types: how wide the terminal is, if there is one, and what is asked for beside the command. */
interface Person extends InputReader {

    /** So wide that nothing is cut. */
    int UNLIMITED = Integer.MAX_VALUE;

    /** In columns. */
    int width();

    /** Whether a person can be asked. */
    boolean canBeAsked();

    @Override
    String readInput(String prompt) throws Exception;

    /** Read without showing it. */
    @Override
    char[] readPassword(String prompt) throws Exception;
}
