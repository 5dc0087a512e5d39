#include <cassert>
#include <cstdio>
#include <functional>
#include <initializer_list>
#include <numeric>
#include <tuple>

template <std::size_t R, std::size_t C, typename T = double>
struct Matrix {
    T cells[R][C];

    constexpr T& operator()(std::size_t r, std::size_t c) { return cells[r][c]; }
    constexpr const T& operator()(std::size_t r, std::size_t c) const { return cells[r][c]; }

    static Matrix identity() {
        Matrix m{};
        for (std::size_t i = 0; i < R && i < C; i++) m(i, i) = T{1};
        return m;
    }

    template <std::size_t K>
    Matrix<R, K, T> operator*(const Matrix<C, K, T>& other) const {
        Matrix<R, K, T> product{};
        for (std::size_t r = 0; r < R; ++r)
            for (std::size_t k = 0; k < K; ++k)
                for (std::size_t c = 0; c < C; ++c) product(r, k) += (*this)(r, c) * other(c, k);
        return product;
    }

    Matrix& operator+=(const Matrix& other) & {
        for (auto r = 0u; r != R; ++r) for (auto c = 0u; c != C; ++c) cells[r][c] += other.cells[r][c];
        return *this;
    }
    friend bool operator==(const Matrix& a, const Matrix& b) {
        for (std::size_t i = 0; i < R * C; ++i)
            if (a.cells[i / C][i % C] != b.cells[i / C][i % C]) return false;
        return true;
    }
};

template <typename... Args>
auto sum(Args... args) -> decltype((args + ...)) {
    return (args + ...);
}

template <typename T, typename... Rest>
void print(const char* format, T&& first, Rest&&... rest) {
    std::printf(format, std::forward<T>(first));
    if constexpr (sizeof...(rest) > 0) print(format, std::forward<Rest>(rest)...);
}

namespace {
int counter = 0;
auto next = [n = 0, &c = counter]() mutable -> int { c++; return n += 2; };
}

int main() {
    Matrix<2, 3, int> a{{{1, 2, 3}, {4, 5, 6}}};
    Matrix<3, 2, int> b = {{{7, 8}, {9, 10}, {11, 12}}};
    auto c = a * b;
    assert(c(0, 0) == 58 && c(1, 1) == 154);
    c += Matrix<2, 2, int>::identity();
    std::function<int(int, int)> gcd = [&](int x, int y) { return y == 0 ? x : gcd(y, x % y); };
    auto t = std::make_tuple(sum(1, 2, 3), gcd(84, 36), next());
    int s, g, n;
    std::tie(s, g, n) = t;
    print("%d\n", s, g, n, c(0, 1), counter);
    do { n >>= 1; } while (n > 0);
    if (s != 6 || g != 12) goto failed;
    return 0;
failed:
    std::puts("failed");
    return 1;
}
