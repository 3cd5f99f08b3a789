package dev.usbshare.server.ops;

import dev.usbshare.text.PlainText;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;

/** What this server calls itself: as configured, else as the host is named. */
record NodeName(String value) {

    static NodeName of(ServerProperties properties) {
        if (properties.name() != null) {
            return new NodeName(properties.name());
        }
        try {
            return new NodeName(InetAddress.getLocalHost().getHostName());
        } catch (UnknownHostException e) {
            return new NodeName(ServerProgram.NAME);
        }
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
