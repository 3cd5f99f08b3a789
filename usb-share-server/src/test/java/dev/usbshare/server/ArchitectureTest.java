package dev.usbshare.server;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeJars;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.usbshare.architecture.ArchitectureRules;

@AnalyzeClasses(
        packages = "dev.usbshare.server",
        importOptions = {DoNotIncludeTests.class, DoNotIncludeJars.class})
class ArchitectureTest {
    @ArchTest
    static final ArchRule ROOMS = ArchitectureRules.roomsOf("dev.usbshare.server");

    @ArchTest
    static final ArchRule HOT_PATH = ArchitectureRules.hotPathWithoutSpring(
            "dev.usbshare.server.usbhost..", "dev.usbshare.server.engine..", "dev.usbshare.server.relay..");

    @ArchTest
    static final ArchRule LIBUSB = ArchitectureRules.libusbOnlyIn("dev.usbshare.server.usbhost..");

    @ArchTest
    static final ArchRule CONSOLE =
            ArchitectureRules.consoleAsksTheService("dev.usbshare.server.console..", "dev.usbshare.server.dashboard..");

    @ArchTest
    static final ArchRule NULL_MARKED = ArchitectureRules.everyPackageIsNullMarked();
}
