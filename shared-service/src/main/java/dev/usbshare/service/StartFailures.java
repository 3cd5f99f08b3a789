package dev.usbshare.service;

import dev.usbshare.service.config.SettingOrigin;
import dev.usbshare.text.PlainText;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.bind.validation.BindValidationException;
import org.springframework.boot.context.properties.bind.validation.ValidationErrors;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.tomcat.ConnectorStartFailedException;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.core.convert.ConversionFailedException;
import org.springframework.validation.FieldError;
import org.springframework.validation.ObjectError;

/** Finds the reason a person can act on in what Spring threw. */
public final class StartFailures {

    private static final int MAX_VALUE_CHARS = 100;

    private StartFailures() {}

    public static StartFailure explain(Throwable thrown) {
        for (Throwable t = thrown; t != null; t = t.getCause()) {
            Optional<StartFailure> known = known(t);
            if (known.isPresent()) {
                return known.get();
            }
        }
        Throwable root = root(thrown);
        return new StartFailure(
                ExitCode.INTERNAL, "unexpected " + root.getClass().getSimpleName() + ": " + oneLine(root), thrown);
    }

    private static Optional<StartFailure> known(Throwable t) {
        return switch (t) {
            case StartFailure f -> Optional.of(f);
            case PortInUseException e -> Optional.of(tcpPortInUse(e.getPort()));
            case ConnectorStartFailedException e -> Optional.of(tcpPortInUse(e.getPort()));
            case BindException e -> Optional.of(new StartFailure(ExitCode.CONFIGURATION, setting(e), e));
            default ->
                t.getClass().getName().startsWith("org.yaml.snakeyaml.")
                        ? Optional.of(new StartFailure(
                                ExitCode.CONFIGURATION, "the configuration file is not valid YAML: " + oneLine(t), t))
                        : Optional.empty();
        };
    }

    private static StartFailure tcpPortInUse(int port) {
        return new StartFailure(
                ExitCode.PORT_IN_USE,
                "TCP port " + port + " is in use: stop the other program, or choose another port with"
                        + " usb-share.management.port, or .remote.port if it is that one (0 for any)");
    }

    private static String setting(BindException e) {
        for (Throwable t = e.getCause(); t != null; t = t.getCause()) {
            if (t instanceof UnboundConfigurationPropertiesException unknown) {
                return unknown.getUnboundProperties().stream()
                        .map(p -> "unknown setting " + p.getName() + SettingOrigin.inBrackets(p.getOrigin()))
                        .collect(Collectors.joining("; ", "", ": correct its name or remove it"));
            }
            if (t instanceof BindValidationException invalid) {
                return invalid.getValidationErrors().getAllErrors().stream()
                        .map(error -> invalid(invalid.getValidationErrors(), error))
                        .sorted()
                        .collect(Collectors.joining("; "));
            }
        }
        ConfigurationProperty property = e.getProperty();
        String reason = reason(e);
        return property == null
                ? "setting " + e.getName() + ": " + reason
                : "setting " + property.getName() + value(property) + SettingOrigin.inBrackets(property.getOrigin())
                        + ": " + reason;
    }

    /** As it was written; a password is nobody's business. */
    private static String value(ConfigurationProperty property) {
        boolean secret = property.getName().toString().matches(".*(password|url)");
        return secret ? "" : " = '" + PlainText.printable(String.valueOf(property.getValue()), MAX_VALUE_CHARS) + "'";
    }

    private static String reason(BindException e) {
        for (Throwable t = e; t != null; t = t.getCause()) {
            if (t instanceof NumberFormatException) {
                return "is not a whole number";
            }
            if (t instanceof ConversionFailedException failed
                    && failed.getTargetType().getObjectType() == Boolean.class) {
                return "is neither true nor false";
            }
            if (t instanceof ConversionFailedException failed
                    && failed.getTargetType().getType().isEnum()) {
                return "is none of "
                        + Arrays.stream(failed.getTargetType().getType().getEnumConstants())
                                .map(c -> ((Enum<?>) c)
                                        .name()
                                        .toLowerCase(Locale.ROOT)
                                        .replace('_', '-'))
                                .collect(Collectors.joining(", "));
            }
        }
        return oneLine(root(e));
    }

    private static String invalid(ValidationErrors errors, ObjectError error) {
        if (!(error instanceof FieldError field)) {
            return "settings under " + errors.getName() + ": " + error.getDefaultMessage();
        }
        ConfigurationPropertyName name =
                ConfigurationPropertyName.adapt(errors.getName() + "." + kebab(field.getField()), '.');
        Optional<ConfigurationProperty> written = errors.getBoundProperties().stream()
                .filter(property -> property.getName().equals(name))
                .findFirst();
        return "setting " + name
                + written.map(p -> value(p) + SettingOrigin.inBrackets(p.getOrigin()))
                        .orElse("") + ": "
                + field.getDefaultMessage();
    }

    private static String kebab(String camel) {
        return camel.replaceAll("([a-z0-9])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT);
    }

    private static Throwable root(Throwable t) {
        Throwable at = t;
        while (at.getCause() != null) {
            at = at.getCause();
        }
        return at;
    }

    private static String oneLine(Throwable t) {
        String message = t.getMessage();
        return message == null ? t.getClass().getSimpleName() : message.strip().replaceAll("\\s*\\R\\s*", "; ");
    }
}
