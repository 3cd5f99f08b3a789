package dev.usbshare.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import org.jspecify.annotations.NullMarked;

/** Rules of the whole system, stated once. */
public final class ArchitectureRules {
    private ArchitectureRules() {}

    /** Imports between the rooms directly under {@code root} run one way. */
    public static ArchRule roomsOf(String root) {
        return slices().matching(root + ".(*)..")
                .should()
                .beFreeOfCycles()
                .allowEmptyShould(true)
                .because("what must travel back up goes as an event");
    }

    /** Rooms a URB passes through stay free of Spring. */
    public static ArchRule hotPathWithoutSpring(String... packages) {
        return noClasses()
                .that()
                .resideInAnyPackage(packages)
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.springframework..")
                .allowEmptyShould(true)
                .because("the hot path is plain Java that a benchmark can run");
    }

    /** libusb is known in one room only. */
    public static ArchRule libusbOnlyIn(String room) {
        return noClasses()
                .that()
                .resideOutsideOfPackage(room)
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.usb4java..")
                .allowEmptyShould(true)
                .because("libusb is a seam with an in-memory double");
    }

    /** The console knows the service by its management socket alone, and none of the rooms that do the work. */
    public static ArchRule consoleAsksTheService(String... rooms) {
        String[] known = {
            "java..",
            "org.jspecify..",
            "org.slf4j..",
            "org.jline..",
            "org.springframework.shell..",
            "org.springframework.beans..",
            "org.springframework.context..",
            "org.springframework.core..",
            "org.springframework.boot.context.properties.bind",
            "org.springframework.boot.convert",
            "tools.jackson..",
            "dev.usbshare.console..",
            "dev.usbshare.dashboard",
            "dev.usbshare.tui",
            "dev.usbshare.qr",
            "dev.usbshare.text",
            "dev.usbshare.service",
            "dev.usbshare.service.config",
            "dev.usbshare.service.meters"
        };
        return classes()
                .that()
                .resideInAnyPackage(rooms)
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(known).or(resideInAnyPackage(rooms)))
                .because("it must work beside a service of another user, and touch nothing of it");
    }

    /** NullAway checks marked packages only, so an unmarked one would go unchecked. */
    public static ArchRule everyPackageIsNullMarked() {
        return classes().should(resideInNullMarkedPackage()).allowEmptyShould(true);
    }

    private static ArchCondition<JavaClass> resideInNullMarkedPackage() {
        return new ArchCondition<>("reside in a @NullMarked package") {
            @Override
            public void check(JavaClass item, ConditionEvents events) {
                if (!item.getPackage().isAnnotatedWith(NullMarked.class)) {
                    events.add(SimpleConditionEvent.violated(
                            item, item.getName() + ": no @NullMarked package-info in " + item.getPackageName()));
                }
            }
        };
    }
}
