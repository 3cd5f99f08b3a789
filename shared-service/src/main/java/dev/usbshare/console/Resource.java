package dev.usbshare.console;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What of the service a request is about: an endpoint, what of it, and arguments.
 *
 * @param path the endpoint's name first
 * @param arguments behind the question mark, in their order
 */
public record Resource(List<String> path, Map<String, String> arguments) {

    private static final String UNRESERVED = "-._~";

    /** @throws ManagementException.Refused for a word that can be nobody's name: the service would not get it as it is */
    public Resource {
        path = List.copyOf(path);
        arguments = Collections.unmodifiableMap(new LinkedHashMap<>(arguments));
        for (String word : path) {
            if (word.isEmpty()
                    || word.equals(".")
                    || word.equals("..")
                    || word.codePoints().anyMatch(c -> c == '/' || c == '\\' || Character.isISOControl(c))) {
                throw new ManagementException.Refused(
                        400, "'" + Texts.line(word) + "' is no name that anything here can have");
            }
        }
    }

    public static Resource of(String... path) {
        return new Resource(List.of(path), Map.of());
    }

    /** The same with an argument; without it if it is null. */
    public Resource with(String name, @Nullable Object value) {
        if (value == null) {
            return this;
        }
        var more = new LinkedHashMap<>(arguments);
        more.put(name, value.toString());
        return new Resource(path, more);
    }

    /** As the request line has it. */
    String target() {
        var target = new StringBuilder("/actuator");
        path.forEach(word -> target.append('/').append(encoded(word)));
        var pairs = new ArrayList<String>();
        arguments.forEach((name, value) -> pairs.add(encoded(name) + "=" + encoded(value)));
        if (!pairs.isEmpty()) {
            target.append('?').append(String.join("&", pairs));
        }
        return target.toString();
    }

    private static String encoded(String text) {
        var encoded = new StringBuilder();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            boolean plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (plain || UNRESERVED.indexOf(c) >= 0) {
                encoded.append(c);
            } else {
                encoded.append("%%%02X".formatted((int) c));
            }
        }
        return encoded.toString();
    }
}
