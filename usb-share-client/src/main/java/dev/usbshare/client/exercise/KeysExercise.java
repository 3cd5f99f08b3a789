package dev.usbshare.client.exercise;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A keyboard, listened to. A simulated one types the same text again and again with a pause between: it must arrive twice
 * alike. What a person types on a real one is counted, not shown.
 */
final class KeysExercise {

    /** Longer than between two keys of a text, shorter than between two texts. */
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(400);

    /** How long a silent keyboard is listened to. */
    static final Duration LISTEN = Duration.ofSeconds(5);

    private static final int MAX_CHARACTERS = 1000;
    private static final int ENOUGH_OF_A_PERSON = 10;

    private KeysExercise() {}

    static void run(Keys keys, Workbench work) throws IOException {
        Optional<Character> first = keys.next();
        if (first.isEmpty()) {
            work.done(Step.of("listen", "no key within " + LISTEN.toSeconds() + " s"));
        } else if (work.isSimulated()) {
            texts(first.get(), keys, work);
        } else {
            int count = 1;
            while (count < ENOUGH_OF_A_PERSON && keys.next().isPresent()) {
                count++;
            }
            work.done(Step.of("listen", count + " keys"));
        }
    }

    private static void texts(char first, Keys keys, Workbench work) throws IOException {
        var text = new StringBuilder().append(first);
        long start = work.now();
        long last = start;
        char second = 0;
        while (second == 0) {
            char next = keys.next().orElseThrow(() -> new IOException("the keys stopped after '" + text + "'"));
            long now = work.now();
            if (now - last > PAUSE_NANOS) {
                second = next;
            } else if (text.length() == MAX_CHARACTERS) {
                throw new IOException("no pause in " + MAX_CHARACTERS + " characters");
            } else {
                text.append(next);
                last = now;
            }
        }
        var again = new StringBuilder().append(second);
        while (again.length() < text.length()) {
            again.append(keys.next().orElseThrow(() -> new IOException("the keys stopped after '" + again + "'")));
        }
        if (!again.toString().contentEquals(text)) {
            throw new IOException("typed '" + text + "' at first, then '" + again + "'");
        }
        work.done(Step.of("read " + text.length() + " keys, twice", "'" + printable(text) + "'"));
    }

    private static String printable(CharSequence text) {
        return text.toString().replace("\n", "⏎").replace("\t", "⇥");
    }
}
