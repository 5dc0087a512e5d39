#include <algorithm>
#include <iostream>
#include <limits>
#include <queue>
#include <vector>

using namespace std;

struct Edge {
    int to;
    long long weight;
};

typedef pair<long long, int> State;

static const long long INF = numeric_limits<long long>::max() / 4;

vector<long long> shortest(const vector<vector<Edge>>& graph, int source) {
    vector<long long> distance(graph.size(), INF);
    priority_queue<State, vector<State>, greater<State>> open;
    distance[source] = 0;
    open.push({0, source});
    while (!open.empty()) {
        auto [d, at] = open.top();
        open.pop();
        if (d > distance[at]) continue;
        for (const Edge& e : graph[at]) {
            long long next = d + e.weight;
            if (next < distance[e.to]) {
                distance[e.to] = next;
                open.emplace(next, e.to);
            }
        }
    }
    return distance;
}

int main() {
    ios::sync_with_stdio(false);
    cin.tie(nullptr);
    int n, m, source;
    if (!(cin >> n >> m >> source)) return 1;
    vector<vector<Edge>> graph(n + 1);
    for (int i = 0; i < m; i++) {
        int a, b;
        long long w;
        cin >> a >> b >> w;
        graph[a].push_back({b, w});
        graph[b].push_back(Edge{a, w});
    }
    vector<long long> d = shortest(graph, source);
    for (int v = 1; v <= n; ++v) {
        cout << (d[v] >= INF ? -1 : d[v]) << (v == n ? '\n' : ' ');
    }
    auto reachable = count_if(d.begin() + 1, d.end(), [](long long x) { return x < INF; });
    cerr << "reachable: " << reachable << endl;
    return 0;
}
