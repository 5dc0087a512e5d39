#ifndef RING_BUFFER_H
#define RING_BUFFER_H

#include <array>
#include <atomic>
#include <cstdint>
#include <type_traits>

namespace io {

/* One writer, one reader.
   The size is a power of two, so that the index is masked. */
template <class T, std::uint32_t N>
class RingBuffer final {
    static_assert((N & (N - 1)) == 0 && N >= 2, "N must be a power of two");
    static_assert(std::is_trivially_copyable_v<T>);

    std::array<T, N> slots_{};
    alignas(64) std::atomic<std::uint32_t> head_{0u};
    alignas(64) std::atomic<std::uint32_t> tail_{0u};

public:
    static constexpr std::uint32_t mask = N - 1;

    bool push(const T& value) noexcept {
        const std::uint32_t head = head_.load(std::memory_order_relaxed);
        if (head - tail_.load(std::memory_order_acquire) > mask) return false;
        slots_[head & mask] = value;
        head_.store(head + 1, std::memory_order_release);
        return true;
    }

    bool pop(T* value) noexcept {
        const auto tail = tail_.load(std::memory_order_relaxed);
        if (tail == head_.load(std::memory_order_acquire)) { return false; }
        *value = slots_[tail & mask];
        tail_.store(tail + 1, std::memory_order_release);
        return true;
    }

    template <typename F>
    unsigned drain(F&& sink) {
        unsigned count{};
        for (T value; pop(&value); ++count) sink(value);
        return count;
    }
};

enum class Parity : std::uint8_t { None, Even = 2, Odd };

#if defined(__GNUC__) && !defined(NO_HINTS)
#define LIKELY(x) __builtin_expect(!!(x), 1)
#else
#define LIKELY(x) (x)
#endif

inline constexpr std::uint16_t crc16(const unsigned char* data, unsigned size) {
    std::uint16_t crc = 0xFFFF;
    for (unsigned i = 0; i < size; ++i) {
        crc ^= static_cast<std::uint16_t>(data[i]) << 8;
        for (int bit = 8; bit-- > 0;) crc = crc & 0x8000 ? (crc << 1) ^ 0x1021 : crc << 1;
    }
    return crc;
}

}  // namespace io

#endif
