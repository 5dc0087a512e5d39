#include <cmath>
#include <iomanip>
#include <iostream>
#include <map>
#include <memory>
#include <string>
#include <vector>

constexpr double pi = 3.14159'26535'8979;

class Shape {
public:
    virtual ~Shape() = default;
    virtual double area() const = 0;
    virtual std::string name() const { return "shape"; }
    friend std::ostream& operator<<(std::ostream& out, const Shape& shape);
};

class Circle : public Shape {
    double radius;

public:
    explicit Circle(double r) : radius{r} {}
    double area() const override { return pi * radius * radius; }
    std::string name() const override { return "circle"; }
};

class Rectangle : public virtual Shape {
protected:
    double width = 1.0, height = 1.0;

public:
    Rectangle() = default;
    Rectangle(double w, double h) : width(w), height(h) {}
    double area() const override { return width * height; }
    std::string name() const override { return width == height ? "square" : "rectangle"; }
};

std::ostream& operator<<(std::ostream& out, const Shape& shape) {
    return out << std::setw(12) << shape.name() << ": " << std::fixed << std::setprecision(2) << shape.area();
}

int main(int argc, char** argv) {
    std::vector<std::unique_ptr<Shape>> shapes;
    shapes.push_back(std::make_unique<Circle>(1.5));
    shapes.push_back(std::make_unique<Rectangle>(2, 3.5f));
    shapes.emplace_back(new Rectangle(4.0, 4.0));

    std::map<std::string, double> total;
    for (auto const& shape : shapes) {
        std::cout << *shape << "\n";
        total[shape->name()] += shape->area();
    }
    for (const auto& [name, area] : total) {
        switch (name[0]) {
            case 'c':
                std::cout << "round ";
                break;
            case 'r': case 's':
                std::cout << "straight ";
                [[fallthrough]];
            default:
                std::cout << "\t" << name << '\x20' << area << u8" m\u00b2\n";
        }
    }
    try {
        if (argc > 1 && std::stod(argv[1]) < 0) throw std::string("negative");
    } catch (const std::string& message) {
        std::cerr << message << std::endl;
        return -1;
    } catch (...) {
        return 2;
    }
    return std::abs(total["circle"] - 7.07) < 1e-2 ? 0 : 1;
}
