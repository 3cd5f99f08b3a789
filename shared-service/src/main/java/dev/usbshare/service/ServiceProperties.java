package dev.usbshare.service;

import dev.usbshare.service.audit.AuditProperties;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The part of the settings under {@code usb-share} that both services have; each service's own record implements it. */
public interface ServiceProperties {

    IdentityProperties identity();

    ManagementProperties management();

    AuditProperties audit();

    /** Null for the default of {@link StateDirectory}. */
    @Nullable
    Path stateDir();
}
