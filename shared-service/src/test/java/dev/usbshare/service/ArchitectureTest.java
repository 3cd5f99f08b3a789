package dev.usbshare.service;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeJars;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.usbshare.architecture.ArchitectureRules;

@AnalyzeClasses(
        packages = {"dev.usbshare.console", "dev.usbshare.dashboard", "dev.usbshare.tui", "dev.usbshare.service"},
        importOptions = {DoNotIncludeTests.class, DoNotIncludeJars.class})
class ArchitectureTest {
    @ArchTest
    static final ArchRule ROOMS = ArchitectureRules.roomsOf("dev.usbshare");

    @ArchTest
    static final ArchRule CONSOLE = ArchitectureRules.consoleAsksTheService("dev.usbshare.console..");

    @ArchTest
    static final ArchRule NULL_MARKED = ArchitectureRules.everyPackageIsNullMarked();
}
