package dev.usbshare.service;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The part of the settings under {@code usb-share} that every service has; each service's own record implements it. */
public interface ServiceProperties {

    ManagementProperties management();

    /** Null for the default of {@link StateDirectory}. */
    @Nullable
    Path stateDir();
}
