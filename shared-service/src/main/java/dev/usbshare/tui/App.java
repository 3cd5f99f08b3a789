package dev.usbshare.tui;

import java.time.Instant;
import java.util.List;

/**
 * What a full-screen program shows and how it answers. Pure: nothing is done here but computing.
 *
 * @param <S> its state, immutable
 * @param <N> news from outside
 * @param <C> what it wants done outside
 */
public interface App<S, N, C> {

    /** Something happened. */
    sealed interface Event<N> {

        record Pressed<N>(Key key) implements Event<N> {}

        record Heard<N>(N news) implements Event<N> {}

        /** Time went by; comes several times a second. */
        record Ticked<N>() implements Event<N> {}
    }

    /**
     * What follows from an event.
     *
     * @param commands to be carried out, each beside the others
     * @param isOver whether the program ends
     */
    record Step<S, C>(S state, List<C> commands, boolean isOver) {

        public Step {
            commands = List.copyOf(commands);
        }

        public static <S, C> Step<S, C> to(S state) {
            return new Step<>(state, List.of(), false);
        }

        public static <S, C> Step<S, C> to(S state, C command) {
            return new Step<>(state, List.of(command), false);
        }

        public static <S, C> Step<S, C> end(S state) {
            return new Step<>(state, List.of(), true);
        }
    }

    Step<S, C> on(S state, Event<N> event, Instant now);

    /** Draws the state at any size. */
    void draw(S state, Area area);
}
