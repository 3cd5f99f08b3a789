package dev.usbshare.server.ops;

import dev.usbshare.service.HostName;
import dev.usbshare.text.PlainText;
import java.nio.charset.StandardCharsets;

/** What this server calls itself: as configured, else as the host is named. */
record NodeName(String value) {

    static NodeName of(ServerProperties properties) {
        return new NodeName(HostName.orElse(properties.name(), ServerProgram.NAME));
    }

    /** As much of it as so many bytes of UTF-8 hold. */
    String cut(int maxBytes) {
        String cut = PlainText.clean(value, maxBytes);
        while (cut.getBytes(StandardCharsets.UTF_8).length > maxBytes) {
            cut = cut.substring(0, cut.offsetByCodePoints(cut.length(), -1));
        }
        return cut;
    }
}
