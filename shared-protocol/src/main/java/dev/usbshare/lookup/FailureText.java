package dev.usbshare.lookup;

import dev.usbshare.text.PlainText;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;

/** What went wrong on the way to a server, in a few words. */
final class FailureText {

    private static final int MAX_CHARS = 200;

    private FailureText() {}

    static String of(Throwable failure) {
        Throwable cause = failure;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause instanceof TimeoutException) {
            return "no answer in time";
        }
        String message = cause.getMessage();
        return PlainText.printable(message == null ? cause.getClass().getSimpleName() : message, MAX_CHARS);
    }
}
