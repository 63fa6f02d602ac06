package dev.varve.repo.config;

/** Says which property is out of which bounds. */
final class Bounds {
    private Bounds() {}

    static void require(String name, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    name + " " + value + " is not within " + least + " to " + most);
        }
    }
}
