package dev.surprisal.kernel;

/**
 * Picks the kernel, once a JVM.
 *
 * <p>NOTE: no species constant and no other use of the Vector API belongs here. Without {@code
 * --add-modules jdk.incubator.vector} a class that touches it fails to load with
 * NoClassDefFoundError; {@link PanamaLogSpaceKernel} alone may, and is only touched behind the
 * check.
 */
final class KernelSelection {
    private static final String MODULE = "jdk.incubator.vector";

    static final LogSpaceKernel KERNEL;
    static final String ADVICE;

    static {
        if (!vectorModulePresent()) {
            KERNEL = new ScalarLogSpaceKernel();
            ADVICE =
                    "The scalar kernel is in use, several times slower than vectors: pass"
                            + " --add-modules jdk.incubator.vector to the JVM.";
        } else if (vectorBitsSupported()) {
            KERNEL = new PanamaLogSpaceKernel();
            ADVICE = null;
        } else {
            KERNEL = new ScalarLogSpaceKernel();
            ADVICE =
                    "The scalar kernel is in use, several times slower than vectors: run on a CPU"
                            + " with vectors of 256 or 512 bits (AVX2, AVX-512).";
        }
    }

    private KernelSelection() {}

    /** Whether the JVM was started with the Vector API's module. */
    static boolean vectorModulePresent() {
        return ModuleLayer.boot().findModule(MODULE).isPresent();
    }

    /** Sixteen lanes are one vector of 512 bits or two of 256; call with the module only. */
    static boolean vectorBitsSupported() {
        int bits = PanamaLogSpaceKernel.vectorBits();
        return bits == 256 || bits == 512;
    }
}
