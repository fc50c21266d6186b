#include "analysis/smallest_amount.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

namespace jingchu::analysis {

namespace {

class Searcher {
 public:
  Searcher(const std::function<Trial(double)>& attempt, const Bounds& bounds) : attempt_(attempt), bounds_(bounds) {}

  Search run() {
    const Trial start = at(0);
    if (start.reached) return finish(Search::End::already, start);
    std::vector<Trial> answers;
    for (const double end : {bounds_.upper, bounds_.lower}) {
      if (end != 0 && at(end).reached) answers.push_back(close_in(start, at(end)));
    }
    if (answers.empty()) {
      if (const auto inside = look_inside(); inside.reached) answers.push_back(close_in(start, inside));
    }
    if (answers.empty()) return finish(Search::End::out_of_reach, best_tried());
    const auto nearest = std::min_element(answers.begin(), answers.end(), [](const Trial& a, const Trial& b) { return std::abs(a.amount) < std::abs(b.amount); });
    return finish(Search::End::reached, *nearest);
  }

 private:
  const Trial& at(double amount) {
    const auto found = tried_.find(amount);
    return found != tried_.end() ? found->second : tried_.emplace(amount, attempt_(amount)).first->second;
  }

  /// Amounts between 0 and the ends, the nearest first; the first that reaches the aim, or the last.
  Trial look_inside() {
    Trial last;
    for (const double share : {0.25, 0.5, 0.75}) {
      for (const double end : {bounds_.upper, bounds_.lower}) {
        if (end == 0) continue;
        last = at(share * end);
        if (last.reached) return last;
      }
    }
    return last;
  }

  /// \param in  not reached; \param out  reached. Ends with a close trial, or where the bracket is as narrow as it is worth.
  Trial close_in(Trial in, Trial out) {
    constexpr int most_steps = 200;
    constexpr double narrowest = 1e-9;
    constexpr double margin = 0.01;
    const double enough = narrowest * (bounds_.upper - bounds_.lower);
    double in_score = in.score, out_score = out.score;   // halved while its end stays, as Illinois does
    int side = 0;                                        // that moved last: -1 in, 1 out
    double checked_width = std::abs(out.amount - in.amount);
    int since_check = 0;
    for (int step = 0; step < most_steps && !out.close && std::abs(out.amount - in.amount) > enough; ++step) {
      const double width = std::abs(out.amount - in.amount);
      bool bisect = false;
      if (++since_check > 2) {
        bisect = width > checked_width / 2;
        checked_width = width;
        since_check = 0;
      }
      double share = bisect ? 0.5 : -in_score / (out_score - in_score);
      if (!(share > margin)) share = margin;
      if (share > 1 - margin) share = 1 - margin;
      const Trial next = at(in.amount + share * (out.amount - in.amount));
      if (next.amount == in.amount || next.amount == out.amount) break;
      if (next.reached) {
        out = next;
        out_score = next.score;
        if (std::exchange(side, 1) == 1) in_score /= 2;
      } else {
        in = next;
        in_score = next.score;
        if (std::exchange(side, -1) == -1) out_score /= 2;
      }
    }
    return out;
  }

  Trial best_tried() const {
    const auto better = [](const auto& a, const auto& b) {
      return a.second.score != b.second.score ? a.second.score < b.second.score : std::abs(a.first) > std::abs(b.first);
    };
    return std::max_element(tried_.begin(), tried_.end(), better)->second;
  }

  Search finish(Search::End end, const Trial& best) const {
    Search search{end, best, {}};
    for (const auto& [amount, trial] : tried_) search.tried.push_back(trial);
    return search;
  }

  const std::function<Trial(double)>& attempt_;
  Bounds bounds_;
  std::map<double, Trial> tried_;
};

}  // namespace

Search smallest_amount(const std::function<Trial(double)>& attempt, const Bounds& bounds) { return Searcher(attempt, bounds).run(); }

}  // namespace jingchu::analysis
