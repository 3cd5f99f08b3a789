package dev.usbshare.dashboard;

import dev.usbshare.tui.App.Step;
import dev.usbshare.tui.Area;
import dev.usbshare.tui.Key;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What fills the screen of a dashboard. Pure; one object for as long as the program runs.
 *
 * @param <D> what a look at the service brings
 */
public interface Page<D extends Sight> {

    /**
     * All about the selected line.
     *
     * @param rows that it takes at most
     * @param letters that do the same as on the page, without leaving the details
     */
    record Details(String title, int rows, Keys keys, String letters, Consumer<Facts> facts) {}

    /** The letter that leads here from the first page, and back. */
    char opener();

    /** For the last line of the screen. */
    Keys keys();

    /** Names of the lines to choose from, in their order; none if there is nothing to choose. */
    List<String> lines(D data);

    void draw(Shown<D> shown, Area area);

    /** A key that neither leaves the page nor chooses a line. */
    Step<Shown<D>, Call> on(Shown<D> shown, Key key);

    default Optional<Details> details(Shown<D> shown) {
        return Optional.empty();
    }
}
