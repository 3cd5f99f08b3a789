package dev.usbshare.service.config;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.origin.Origin;
import org.springframework.boot.origin.PropertySourceOrigin;
import org.springframework.boot.origin.SystemEnvironmentOrigin;
import org.springframework.boot.origin.TextResourceOrigin;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.Resource;

/** Where a setting was written, for people. */
public final class SettingOrigin {

    static final String COMMAND_LINE = "on the command line";

    private static final String ARGUMENTS = "commandLineArgs";

    private SettingOrigin() {}

    /** {@code FILE, line 3}, or {@code environment variable USB_SHARE_NAME}; empty if it is of no interest. */
    public static String text(@Nullable Origin origin) {
        return switch (origin) {
            case null -> "";
            case TextResourceOrigin text -> inText(text);
            case SystemEnvironmentOrigin environment -> environment(environment.getProperty());
            case PropertySourceOrigin source when source.getOrigin() != null -> text(source.getOrigin());
            case PropertySourceOrigin source
            when source.getPropertySource().getName().equals(ARGUMENTS) -> COMMAND_LINE;
            case PropertySourceOrigin source
            when source.getPropertySource()
                    .getName()
                    .equals(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME) ->
                environment(source.getPropertyName());
            default -> origin.toString();
        };
    }

    /** As {@link #text}, in brackets after a blank. */
    public static String inBrackets(@Nullable Origin origin) {
        String text = text(origin);
        return text.isEmpty() ? "" : " (" + text + ")";
    }

    static String environment(String name) {
        return "environment variable " + name;
    }

    private static String inText(TextResourceOrigin origin) {
        Resource resource = origin.getResource();
        String name = resource instanceof FileSystemResource file ? file.getPath() : String.valueOf(resource);
        var location = origin.getLocation();
        return location == null ? name : name + ", line " + (location.getLine() + 1);
    }
}
