#pragma once

#include <memory>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "app/study/seek_answer.hpp"
#include "output/report/text_table.hpp"

namespace jingchu::app {

/// What the sentences about all paths tell besides the levers, as texts.
struct Odds {
  std::string aim;      ///< what is sought
  std::string wanted;   ///< how likely it is to be, in percent, without the sign
  std::string before;   ///< how likely it is without a change
  std::string after;    ///< and with the change of the answer
};

/// How an answer of `seek` tells of its levers: what differs between levers that are moved together and levers that are spent on.
///
/// `amount` is by how much levers are moved together, or how much is spent; `error` its standard error, 0 where it has none.
class SeekWay {
 public:
  explicit SeekWay(const Sought& sought) : sought_(sought) {}
  SeekWay(const SeekWay&) = delete;
  SeekWay& operator=(const SeekWay&) = delete;
  virtual ~SeekWay() = default;

  // Sentences about all paths: the aim is reached; no amount does better than none; the best amount does not suffice.
  virtual std::string reached(const Odds& odds, double amount, double error, const output::Style& style) const = 0;
  virtual std::string nothing_helps(const Odds& odds, const output::Style& style) const = 0;
  virtual std::string out_of_reach(const Odds& odds, double amount, double error, const output::Style& style) const = 0;

  // Sentences about the central path, with an end of line.
  virtual std::string central_reached(const std::string& aim, double amount, const output::Style& style) const = 0;
  virtual std::string central_out_of_reach(const std::string& aim, double amount, const output::Style& style) const = 0;

  /// Names of all levers that may be moved.
  virtual std::string all_names(const output::Style& style) const = 0;
  /// The levers and what they are moved to, then how they were chosen.
  virtual std::string table(double amount, double error, const output::Style& style) const = 0;

  /// Adds to what is told of a lever, which has the key `weight` already.
  virtual void complete(nlohmann::ordered_json& lever, const analysis::LeverMove& move, double amount) const = 0;
  /// Adds to what is told of the question.
  virtual void complete(nlohmann::ordered_json& question) const = 0;

 protected:
  const Sought& sought() const noexcept { return sought_; }
  /// Of every table: lever, change, from, to.
  static std::vector<output::TextTable::Column> columns(const output::Style& style);
  /// \param error  of the lever's own change
  std::vector<output::TextTable::Cell> cells(const analysis::LeverMove& move, double amount, double error, const output::Style& style) const;

 private:
  const Sought& sought_;
};

/// The levers move together, each by its weight times the amount.
std::unique_ptr<const SeekWay> moved_together(const Sought& sought);
/// The amount is spent on the levers in turn.
std::unique_ptr<const SeekWay> spent_in_turn(const Sought& sought);
/// The one of both that is the question's; `sought` outlives it.
std::unique_ptr<const SeekWay> way_of(const Sought& sought);

}  // namespace jingchu::app
