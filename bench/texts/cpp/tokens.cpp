#include <cctype>
#include <iterator>
#include <stdexcept>
#include <sstream>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace calc::lex {

struct Number { double value; };
struct Name { std::string text; };
enum Operator : char { Plus = '+', Minus = '-', Times = '*', Over = '/', Open = '(', Close = ')' };
using Token = std::variant<Number, Name, Operator>;

class Error : public std::runtime_error {
public:
    Error(std::string_view what, std::size_t at)
        : std::runtime_error(std::string(what) + " at " + std::to_string(at)), at_{at} {}
    std::size_t at() const noexcept { return at_; }

private:
    const std::size_t at_;
};

std::vector<Token> tokenize(std::string_view text) {
    std::vector<Token> tokens;
    std::size_t i = 0;
    while (i < text.size()) {
        const char c = text[i];
        if (std::isspace(static_cast<unsigned char>(c))) {
            i++;
        } else if (std::isdigit(c) || (c == '.' && i + 1 < text.size() && std::isdigit(text[i + 1]))) {
            char* end = nullptr;
            double value = std::strtod(text.data() + i, &end);
            tokens.emplace_back(Number{value});
            i = end - text.data();
        } else if (std::isalpha(c) or c == '_') {
            auto from = i;
            while (i < text.size() && (std::isalnum(text[i]) || text[i] == '_')) ++i;
            tokens.push_back(Name{std::string{text.substr(from, i - from)}});
        } else {
            switch (c) {
            case '+': case '-': case '*': case '/': case '(': case ')':
                tokens.push_back(static_cast<Operator>(c)), i++;
                break;
            default:
                throw Error{"what is this?", i};
            }
        }
    }
    return tokens;
}

template <class... Ts> struct overloaded : Ts... { using Ts::operator()...; };
template <class... Ts> overloaded(Ts...) -> overloaded<Ts...>;

std::string show(const std::vector<Token>& tokens) {
    std::ostringstream out;
    for (auto&& token : tokens)
        std::visit(overloaded{
            [&](const Number& n) { out << n.value << ' '; },
            [&](const Name& n) { out << '$' << n.text << ' '; },
            [&](Operator o) { out << char(o) << ' '; },
        }, token);
    return out.str();
}

const char* const help = R"(usage: calc EXPRESSION
  "quotes" and \backslashes are themselves here
)";

}  // namespace calc::lex
