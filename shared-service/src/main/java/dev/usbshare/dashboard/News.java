package dev.usbshare.dashboard;

import tools.jackson.databind.JsonNode;

/**
 * What is heard of the service.
 *
 * @param <D> what a look at it brings
 */
public sealed interface News<D> {

    /** How things are. */
    record Seen<D>(D data) implements News<D> {}

    /** It gave no answer. */
    record Silent<D>(String reason) implements News<D> {}

    /** A change was made. */
    record Done<D>(Call call, JsonNode answer) implements News<D> {}

    /** A change was not made. */
    record Refused<D>(Call call, String reason) implements News<D> {}
}
