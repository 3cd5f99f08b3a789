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
        var bytes = new LinkedHashMap<String, byte[]>();
        annotations(kind).forEach((name, section) -> bytes.put(name, bytes(section)));
        return bytes;
    }

    /** The sections as they are written, by name. */
    static Map<String, String> annotations(String kind) {
        var sections = new LinkedHashMap<String, String>();
        String name = "";
        for (String line : lines()) {
            if (line.startsWith("[")) {
                String title = line.substring(1, line.indexOf(']'));
                name = title.startsWith(kind + " ") ? title.substring(kind.length() + 1) : "";
            } else if (!name.isEmpty()) {
                sections.merge(name, line + "\n", String::concat);
            }
        }
        return sections;
    }

    /** Each line of a section as the number of its bytes and the first word of its meaning. */
    static List<String> fields(String kind, String name) {
        return annotations(kind)
                .getOrDefault(name, "")
                .lines()
                .filter(line -> line.contains(";") && !line.startsWith("#"))
                .map(line -> bytes(line).length + " "
                        + line.substring(line.indexOf(';') + 1).strip().split("[ ,:]")[0])
                .toList();
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
