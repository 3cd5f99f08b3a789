package dev.usbshare.service.config;

import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

/** A {@link DataSize} is not less than this. */
@Documented
@Constraint(validatedBy = MinSize.Check.class)
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.FIELD, ElementType.METHOD, ElementType.PARAMETER})
public @interface MinSize {

    /** {@code 1KB}. */
    String value();

    /** Whether 0 stands for none, and is allowed. */
    boolean orNone() default false;

    String message() default "must be at least {value}";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};

    /** The check. */
    final class Check implements ConstraintValidator<MinSize, DataSize> {

        private DataSize least = DataSize.ofBytes(0);
        private boolean orNone;

        /** Called by the validator. */
        public Check() {}

        @Override
        public void initialize(MinSize constraint) {
            least = DataSize.parse(constraint.value());
            orNone = constraint.orNone();
        }

        @Override
        public boolean isValid(@Nullable DataSize value, ConstraintValidatorContext context) {
            return value == null || (orNone && value.toBytes() == 0) || value.compareTo(least) >= 0;
        }
    }
}
