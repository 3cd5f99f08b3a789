package dev.usbshare.service.config;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** What a setting means, on each component of a record that settings are bound to: for files, documents and errors. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Meaning {

    /** One sentence or two, for people. */
    String value();

    /** Of a number: what it counts. */
    String unit() default "";

    /** What is in force if it is not given, where that is no fixed value. */
    String otherwise() default "";

    /** YAML of a value, or of the entries of a list; shown where there is none. */
    String example() default "";

    /** Whether a reload of the file is enough to change it. */
    boolean live() default false;

    /** Whether its value must not be shown. */
    boolean secret() default false;

    /** For the command line only: not written to files. */
    boolean hidden() default false;
}
