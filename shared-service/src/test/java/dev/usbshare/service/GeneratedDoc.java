package dev.usbshare.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A part of a page of the documentation that says what the sources say: between the lines {@code <!-- begin NAME -->} and {@code <!-- end
 * NAME -->}. With {@code -Dusb-share.docs=write} it is written instead of compared.
 */
public final class GeneratedDoc {

    private GeneratedDoc() {}

    /** @param page in the folder docs of the sources */
    public static void assertPart(String page, String name, String text) throws IOException {
        Path file = Path.of("../docs", page);
        String begin = "<!-- begin " + name + " -->\n";
        String end = "<!-- end " + name + " -->\n";
        String whole = Files.readString(file);
        Matcher part = Pattern.compile("(?s)" + Pattern.quote(begin) + "(.*)" + Pattern.quote(end))
                .matcher(whole);
        assertThat(part.find()).as(file + " has the marks of " + name).isTrue();
        if ("write".equals(System.getProperty("usb-share.docs"))) {
            Files.writeString(file, part.replaceFirst(Matcher.quoteReplacement(begin + text + end)));
        } else {
            assertThat(part.group(1))
                    .as(file + ", part " + name + "; write it with -Dusb-share.docs=write")
                    .isEqualTo(text);
        }
    }
}
