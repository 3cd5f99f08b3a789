package dev.usbshare.wire;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Annotated bytes: hexadecimal, a semicolon, what it means. {@code [kind name]} begins a section. */
public final class Vectors {

    /** Surefire runs in the module's directory. */
    private static final Path FILE = Path.of("../docs/protocol-vectors.txt");

    /** The sections of the protocol's own vectors, by name. */
    public static Map<String, byte[]> ofProtocol(String kind) {
        var text = new LinkedHashMap<String, StringBuilder>();
        String name = "";
        for (String line : lines()) {
            if (line.startsWith("[")) {
                name = line.substring(1, line.indexOf(']'));
                text.put(name, new StringBuilder());
            } else if (text.containsKey(name)) {
                text.get(name).append(line).append('\n');
            }
        }
        var bytes = new LinkedHashMap<String, byte[]>();
        text.forEach((title, section) -> {
            if (title.startsWith(kind + " ")) {
                bytes.put(title.substring(kind.length() + 1), bytes(section.toString()));
            }
        });
        return bytes;
    }

    /** The bytes of an annotated text. */
    public static byte[] bytes(String annotated) {
        var hex = new StringBuilder();
        for (String line : annotated.split("\n")) {
            String code = line.contains(";") ? line.substring(0, line.indexOf(';')) : line;
            if (!code.startsWith("#")) {
                hex.append(code.replace(" ", ""));
            }
        }
        return HexFormat.of().parseHex(hex);
    }

    private static List<String> lines() {
        try {
            return Files.readAllLines(FILE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Vectors() {}
}
