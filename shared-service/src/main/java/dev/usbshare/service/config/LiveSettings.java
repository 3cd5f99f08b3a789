package dev.usbshare.service.config;

import java.util.function.Consumer;

/**
 * A bean that takes over, at a reload, the settings that are marked as {@link Meaning#live}. Called for every reload that was accepted; must not
 * fail.
 *
 * @param type the record that settings are bound to
 */
public record LiveSettings<T>(Class<T> type, Consumer<T> change) {

    void apply(Object values) {
        change.accept(type.cast(values));
    }
}
