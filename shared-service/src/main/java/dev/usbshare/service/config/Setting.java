package dev.usbshare.service.config;

import java.lang.reflect.Type;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;

/** Something that can be set, or a group of such. */
sealed interface Setting {

    /** In the canonical form, {@code state-dir}. */
    String name();

    Meaning meaning();

    /** A group; {@code name} has dots if it stands at the root. */
    record Group(String name, Meaning meaning, Class<?> type, List<Setting> members) implements Setting {

        public Group {
            members = List.copyOf(members);
        }

        @Nullable
        Setting member(String uniform) {
            return members.stream()
                    .filter(m -> uniform(m.name()).equals(uniform))
                    .findFirst()
                    .orElse(null);
        }
    }

    /** One value. */
    record Value(String name, Meaning meaning, ValueKind kind) implements Setting {}

    /** A list of values, or of groups, whose entries may be single values if somebody converts them. */
    record Many(String name, Meaning meaning, Setting entry) implements Setting {}

    /** Any keys, with values of one type. */
    record Free(String name, Meaning meaning, Type valueType) implements Setting {}

    /** A name without what relaxed binding ignores. */
    static String uniform(String name) {
        return ConfigurationPropertyName.of(name).getElement(0, Form.UNIFORM);
    }
}
