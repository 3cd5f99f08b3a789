package dev.usbshare.dashboard;

import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * What one program's dashboard has of its own. Pure.
 *
 * @param <D> what a look at its service brings
 */
public interface Face<D extends Sight> {

    /** Of the program, for people. */
    String program();

    /** Whose dashboard it is; empty while nobody told. */
    String about(D data);

    /** Before the first look. */
    D nothing();

    /** The first is where it begins. */
    List<Page<D>> pages();

    /** What every key of the first page does. */
    Keys help();

    /** What the signs of the first page mean. */
    String legend();

    /** What changed between two looks. */
    List<Toasts.Piece> news(D before, D now);

    /** A dialog that an answer of the service calls for. */
    default Optional<Dialog> answered(Call call, JsonNode answer) {
        return Optional.empty();
    }
}
