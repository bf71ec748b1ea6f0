package dev.surprisal.kernel;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;

/** The Panama kernel keeps the contract; skipped where the JVM or the CPU lacks vectors. */
final class PanamaLogSpaceKernelTest {
    @BeforeEach
    void vectorsArePresent() {
        assumeTrue(KernelSelection.vectorModulePresent(), "jdk.incubator.vector is not there");
        assumeTrue(KernelSelection.vectorBitsSupported(), "vectors of neither 256 nor 512 bits");
    }

    @Nested
    final class Contract extends LogSpaceKernelContractTest {
        @Override
        LogSpaceKernel kernel() {
            return new PanamaLogSpaceKernel();
        }
    }

    @Nested
    final class EdgeCases extends LogSpaceEdgeCasesContractTest {
        @Override
        LogSpaceKernel kernel() {
            return new PanamaLogSpaceKernel();
        }
    }

    @Nested
    final class Golden extends LogSpaceGoldenContractTest {
        @Override
        LogSpaceKernel kernel() {
            return new PanamaLogSpaceKernel();
        }
    }
}
