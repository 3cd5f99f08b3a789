package dev.usbshare.client.exercise;

import java.io.IOException;
import java.util.Optional;

/** A keyboard to listen to, whoever drives it. Calls block. */
interface Keys {

    /** The next character typed, empty if no key goes down within {@link KeysExercise#LISTEN}. */
    Optional<Character> next() throws IOException;
}
