package paloma.house;

import java.lang.reflect.Field;

/** A private field of the product, for tests that compare its reports with its state. */
public final class PrivateField {
    private final Field field;

    public PrivateField(Class<?> owner, String name) {
        try {
            field = owner.getDeclaredField(name);
        } catch (NoSuchFieldException e) {
            throw new AssertionError(e);
        }
        field.setAccessible(true);
    }

    public Class<?> type() {
        return field.getType();
    }

    public Object of(Object owner) {
        try {
            return field.get(owner);
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }

    public void set(Object owner, Object value) {
        try {
            field.set(owner, value);
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }
}
